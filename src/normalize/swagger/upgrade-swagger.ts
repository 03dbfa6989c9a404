import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import { copyObject, emptyObject, isJsonArray, isJsonObject, type JsonObject } from '../../load/json.js';
import type { Origins } from '../../load/origins.js';
import { methodsOf } from '../../resolve/object-grammar.js';
import { mediaTypesOf } from './media-types.js';
import { SwaggerParameters } from './swagger-parameters.js';
import { SwaggerResponses } from './swagger-responses.js';
import { swaggerSecuritySchemes } from './swagger-security.js';
import { swaggerServers } from './swagger-servers.js';

/** Members of the root that stand elsewhere, or nowhere, in later versions. */
const rootMembers = [
  'swagger',
  'host',
  'basePath',
  'schemes',
  'consumes',
  'produces',
  'definitions',
  'parameters',
  'responses',
  'securityDefinitions',
];

const operationMembers = ['consumes', 'produces', 'schemes', 'parameters', 'responses'];

const methods: ReadonlySet<string> = new Set(methodsOf('2.0'));

/**
 * A bundled document of Swagger 2.0 as one of OpenAPI 3, every new object standing where the old one was written.
 *
 * @param bundled with its references followed, and its definitions below `components.schemas`
 */
export function upgradeSwagger(bundled: JsonObject, origins: Origins, diagnostics: Diagnostics): JsonObject {
  const parameters = new SwaggerParameters(bundled, origins, diagnostics);
  const responses = new SwaggerResponses(origins);
  const root = copyObject(bundled);
  for (const member of rootMembers) delete root[member];
  origins.copy(bundled, root);

  const servers = swaggerServers(bundled, bundled, origins);
  if (servers !== undefined) root['servers'] = servers;
  const definitions = bundled['securityDefinitions'];
  if (isJsonObject(definitions)) {
    const own = bundled['components'];
    const components = isJsonObject(own) ? copyObject(own) : emptyObject();
    origins.copy(isJsonObject(own) ? own : bundled, components);
    components['securitySchemes'] = swaggerSecuritySchemes(definitions, origins);
    root['components'] = components;
  }

  const operation = (node: JsonObject, item: JsonObject): JsonObject => {
    const upgraded = copyObject(node);
    for (const member of operationMembers) delete upgraded[member];
    origins.copy(node, upgraded);
    if (isJsonArray(node['schemes'])) {
      const own = swaggerServers(node, bundled, origins);
      if (own !== undefined) upgraded['servers'] = own;
    }
    const list = parameters.list(node['parameters']);
    if (list !== undefined) upgraded['parameters'] = list;
    const body = parameters.requestBody(item, node);
    if (body !== undefined) upgraded['requestBody'] = body;
    const replies = responses.all(node['responses'], mediaTypesOf('produces', node, bundled));
    if (replies !== undefined) upgraded['responses'] = replies;
    return upgraded;
  };

  const { paths } = bundled;
  if (isJsonObject(paths)) {
    const upgradedPaths = emptyObject();
    for (const [key, item] of Object.entries(paths)) {
      if (key.startsWith('x-') || !isJsonObject(item)) {
        upgradedPaths[key] = item;
        continue;
      }
      const upgraded = copyObject(item);
      origins.copy(item, upgraded);
      for (const [member, node] of Object.entries(item)) {
        if (methods.has(member) && isJsonObject(node)) upgraded[member] = operation(node, item);
      }
      const shared = parameters.list(item['parameters']);
      if (shared === undefined) delete upgraded['parameters'];
      else upgraded['parameters'] = shared;
      upgradedPaths[key] = upgraded;
    }
    origins.copy(paths, upgradedPaths);
    root['paths'] = upgradedPaths;
  }
  return root;
}
