import { arrayIndex } from './json-pointer.js';

/** Parsed data of a document. Objects have a `null` prototype, so that no key is special. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** An object under construction. */
export interface MutableJsonObject {
  [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonArray(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

export function emptyObject(): MutableJsonObject {
  return Object.create(null) as MutableJsonObject;
}

/** Shallow copy that keeps the order of members. */
export function copyObject(object: JsonObject): MutableJsonObject {
  return Object.assign(emptyObject(), object);
}

/** A member of an object or array by reference token; `undefined` where there is none. */
export function memberOf(value: Json, token: string): Json | undefined {
  if (isJsonArray(value)) {
    const index = arrayIndex(token, value.length);
    return index === null ? undefined : value[index];
  }
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}
