import { counted, type GroupedFindings } from '../diagnostics/grouped-findings.js';
import type { Visit } from './openapi-structure.js';
import { saysNothing, vendorExtension, type VendorExtension } from './vendor-extension-table.js';

/** Lists foreign extensions that speak of security: one finding for each name, those that would open something apart. */
export function reportVendorExtensions(visits: readonly Visit[], findings: GroupedFindings): void {
  for (const { node } of visits) {
    // Nodes have no prototype; a list of keys for each of them would cost more than everything else here.
    for (const name in node) {
      if (!name.startsWith('x-')) continue;
      const extension = vendorExtension(name);
      if (extension === null) continue;
      const value = node[name]!;
      if (extension.opens?.(value) === true) {
        findings.add('vendor-opening', name, { node, key: name }, (places) => {
          return `${shownName(name, extension)} switches ${extension.topic} off elsewhere, ${inPlaces(places)}; it is not obeyed.`;
        });
      } else if (!saysNothing(value)) {
        findings.add('vendor-protection', name, { node, key: name }, (places) => {
          return `${shownName(name, extension)} speaks of ${extension.topic}, ${inPlaces(places)}; nothing of it is enforced.`;
        });
      }
    }
  }
}

/** `x-kong-plugin-acl (Kong)`. */
export function shownName(name: string, { vendor }: VendorExtension): string {
  return vendor === null ? name : `${name} (${vendor})`;
}

function inPlaces(count: number): string {
  return `in ${counted(count, 'place')}`;
}
