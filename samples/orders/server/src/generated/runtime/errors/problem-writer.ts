// Copied by oasgard from its runtime. Do not edit: the next run replaces this file.
import { flatText } from '../core/flat-text.js';
import type { InputIssue } from '../core/refusal.js';
import { type CatalogueEntry, catalogue, type ErrorCode } from './catalogue.js';

/** Entries of `errors` sent at most; more are counted as `truncated` (semantics §6, Errors). */
export const MAX_ISSUES = 20;

/** What a problem body may say beyond its code. */
export interface ProblemDetails {
  readonly code: ErrorCode;
  /** Overrides the catalogue's status. */
  readonly status?: number;
  readonly issues?: readonly InputIssue[];
  readonly violatedPolicies?: readonly string[];
}

/**
 * Writes `application/problem+json` bodies (RFC 9457). Everything but `requestId` and the optional lists is fixed per
 * code and made once, so that two refusals with one code differ in nothing else. Bodies are ASCII: their length in
 * characters is their length in octets.
 */
export class ProblemWriter {
  readonly #typeBase: string | null;
  readonly #heads = new Map<ErrorCode, string>();

  /** @param typeBase Prefix of `type`; `null` means `about:blank`. */
  constructor(typeBase: string | null) {
    this.#typeBase = typeBase;
  }

  /** @param requestId Letters, digits and `._-` only. */
  write(details: ProblemDetails, requestId: string): string {
    let body = `${this.#head(details.code, details.status)}${requestId}"`;
    const { issues, violatedPolicies } = details;
    if (issues !== undefined && issues.length > 0) {
      body += `,"errors":${asciiJson(issues.slice(0, MAX_ISSUES))}`;
      if (issues.length > MAX_ISSUES) body += ',"truncated":true';
    }
    if (violatedPolicies !== undefined && violatedPolicies.length > 0) {
      body += `,"violated-policies":${asciiJson(violatedPolicies)}`;
    }
    return `${body}}`;
  }

  #head(code: ErrorCode, status: number | undefined): string {
    if (status !== undefined && status !== catalogue[code].status) return this.#writeHead(code, status);
    let head = this.#heads.get(code);
    if (head === undefined) {
      head = flatText(this.#writeHead(code, catalogue[code].status));
      this.#heads.set(code, head);
    }
    return head;
  }

  #writeHead(code: ErrorCode, status: number): string {
    const { title, detail }: CatalogueEntry = catalogue[code];
    const type = this.#typeBase === null ? 'about:blank' : this.#typeBase + code;
    const members = { type, title, status, code, ...(detail === null ? {} : { detail }) };
    return `${asciiJson(members).slice(0, -1)},"requestId":"`;
  }
}

/** JSON in which everything beyond ASCII is escaped. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
