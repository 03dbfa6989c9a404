import * as date from '../../runtime/validate/date-formats.js';
import * as idn from '../../runtime/validate/idn-formats.js';
import * as network from '../../runtime/validate/network-formats.js';
import * as number from '../../runtime/validate/number-formats.js';
import * as text from '../../runtime/validate/text-formats.js';
import * as uri from '../../runtime/validate/uri-formats.js';

/** The function of the runtime that checks a format, and the type of value it checks. */
export type CheckedFormat = { readonly module: string; readonly name: string } & (
  | { readonly type: 'string'; readonly check: (value: string) => boolean }
  | { readonly type: 'number'; readonly check: (value: number) => boolean }
);

function ofText(module: string, check: (value: string) => boolean): CheckedFormat {
  return { type: 'string', module, name: check.name, check };
}

function ofNumber(check: (value: number) => boolean): CheckedFormat {
  return { type: 'number', module: 'number-formats', name: check.name, check };
}

/** Every format that is checked, by its name in documents. */
export const checkedFormats: ReadonlyMap<string, CheckedFormat> = new Map([
  ['date-time', ofText('date-formats', date.isDateTime)],
  ['date', ofText('date-formats', date.isDate)],
  ['time', ofText('date-formats', date.isTime)],
  ['duration', ofText('date-formats', date.isDuration)],
  ['email', ofText('network-formats', network.isEmail)],
  ['idn-email', ofText('idn-formats', idn.isIdnEmail)],
  ['hostname', ofText('idn-formats', idn.isHostname)],
  ['idn-hostname', ofText('idn-formats', idn.isIdnHostname)],
  ['ipv4', ofText('network-formats', network.isIpv4)],
  ['ipv6', ofText('network-formats', network.isIpv6)],
  ['uri', ofText('uri-formats', uri.isUri)],
  ['uri-reference', ofText('uri-formats', uri.isUriReference)],
  ['iri', ofText('uri-formats', uri.isIri)],
  ['iri-reference', ofText('uri-formats', uri.isIriReference)],
  ['uri-template', ofText('uri-formats', uri.isUriTemplate)],
  ['uuid', ofText('text-formats', text.isUuid)],
  ['json-pointer', ofText('text-formats', text.isJsonPointer)],
  ['relative-json-pointer', ofText('text-formats', text.isRelativeJsonPointer)],
  ['regex', ofText('text-formats', text.isRegex)],
  ['byte', ofText('text-formats', text.isByte)],
  ['base64url', ofText('text-formats', text.isBase64Url)],
  ['int8', ofNumber(number.isInt8)],
  ['int16', ofNumber(number.isInt16)],
  ['int32', ofNumber(number.isInt32)],
  ['int64', ofNumber(number.isInt64)],
  ['uint8', ofNumber(number.isUint8)],
  ['uint16', ofNumber(number.isUint16)],
  ['uint32', ofNumber(number.isUint32)],
  ['uint64', ofNumber(number.isUint64)],
  ['float', ofNumber(number.isFloat)],
]);

/** Formats that say what a value is for, not how it is written. */
export const uncheckedFormats: ReadonlySet<string> = new Set(['binary', 'password', 'double']);
