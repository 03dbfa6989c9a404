/**
 * What of a model is compared: everything that is enforced and nothing else. A model has it, and so has the record of
 * the last run, which knows no places.
 */
import type { Location } from '../diagnostics/diagnostic.js';
import type { Api, Field, Operation, Parameter, PartHeader } from '../model/api.js';
import type { Schema } from '../normalize/normalized-document.js';
import type { RequestMediaType, SchemeDefinition } from '../runtime/core/definition.js';

export interface SecurityModel extends Pick<
  Api,
  'servers' | 'roles' | 'limiters' | 'plans' | 'ipRateLimit' | 'cors' | 'schemas' | 'typeBase' | 'realm'
> {
  readonly schemes: readonly SecuredScheme[];
  readonly operations: readonly SecuredOperation[];
  readonly document?: Api['document'];
  readonly origins?: Api['origins'];
}

export type SecuredScheme = SchemeDefinition & { readonly origin?: Location };

export interface SecuredOperation
  extends
    Pick<
      Operation,
      | 'key'
      | 'name'
      | 'operationId'
      | 'method'
      | 'path'
      | 'servers'
      | 'requirements'
      | 'access'
      | 'rateLimit'
      | 'cost'
      | 'login'
      | 'bodyLimits'
      | 'timeoutMs'
      | 'validation'
      | 'audit'
      | 'typeBase'
      | 'cors'
      | 'because'
      | 'bounds'
    >,
    Partial<Pick<Operation, 'places' | 'origin' | 'node'>> {
  readonly parameters: readonly SecuredParameter[];
  readonly requestBody: SecuredBody | null;
  readonly replies: readonly SecuredReply[];
}

export type SecuredParameter = Pick<
  Parameter,
  'name' | 'in' | 'required' | 'style' | 'explode' | 'allowEmptyValue' | 'json' | 'schema'
> & {
  readonly querystring?: Pick<RequestMediaType, 'mediaType' | 'codec'>;
  readonly origin?: Location;
};

export interface SecuredBody {
  readonly required: boolean;
  readonly content: readonly SecuredContent[];
}

export type SecuredContent = Pick<RequestMediaType, 'mediaType' | 'codec'> & {
  readonly schema: Schema | null;
  readonly fields: readonly SecuredField[];
  readonly origin?: Location;
};

/** A field's schema is a property of the content's. */
export type SecuredField = Pick<Field, 'name' | 'file' | 'contentTypes' | 'maxBytes'> & {
  readonly headers?: readonly Pick<PartHeader, 'name' | 'required' | 'schema'>[];
};

export interface SecuredReply {
  readonly status: string;
  readonly content: readonly {
    readonly mediaType: string;
    readonly codec: string;
    readonly schema: Schema | null;
    readonly origin?: Location;
  }[];
  readonly headers: readonly { readonly name: string; readonly schema: Schema | null }[];
}
