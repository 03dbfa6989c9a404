import type { CodeEntry } from '../code-entry.js';

/** Codes reported by `src/model`. */
export const modelCodes = {
  'invalid-path': {
    severity: 'error',
    summary: 'A path key is no path template that a request could match.',
    help: 'Write the path as /segment/{parameter}, without dot segments, control characters or repeated parameters.',
  },
  'path-unreachable': {
    severity: 'medium',
    summary:
      'A path holds empty segments, slashes or backslashes that every request with them is refused for.',
    help: 'Choose a path that a request can have.',
  },
  'conflicting-paths': {
    severity: 'error',
    summary:
      'Path keys that differ in parameter names only are guarded differently; requests do not carry these names.',
    help: 'Give both operations the same security and x-security, or make their templates differ in more than names.',
  },
  'conflicting-guards': {
    severity: 'error',
    summary:
      'Path keys that differ in their # part only are guarded differently; requests do not carry the # part.',
    help: 'Give both operations the same security and x-security, or different paths.',
  },
  'operation-not-served': {
    severity: 'medium',
    summary:
      'Requests reach an earlier operation, its path key differing in parameter names or its # part only; or none, its method being one that Node refuses.',
    help: 'Give the operation a path of its own, or merge it into the first.',
  },
  'duplicate-operation-id': {
    severity: 'low',
    summary:
      'An operationId is used by more than one operation; the later ones are named by method and path too.',
    help: 'Give each operation an operationId of its own.',
  },
  'invalid-parameter': {
    severity: 'error',
    summary: 'A parameter lacks what the Parameter Object of OpenAPI demands.',
    help: 'Correct the parameter as the Parameter Object of OpenAPI describes it.',
  },
  'invalid-field-name': {
    severity: 'error',
    summary: 'The name of a header or cookie holds characters that HTTP does not allow there.',
    help: 'Use letters, digits and hyphens.',
  },
  'parameter-ignored': {
    severity: 'info',
    summary: 'Header parameters named Accept, Content-Type or Authorization are ignored, as OpenAPI says.',
    help: 'Describe media types by content and credentials by security, and remove the parameter.',
  },
  'parameter-not-writable': {
    severity: 'medium',
    summary:
      'Values of a parameter hold arrays or objects inside others, which its style has no way to write: requests with them are refused.',
    help: 'Describe the parameter by content: application/json instead of schema and style, or move it to a request body.',
  },
  'path-parameter-undeclared': {
    severity: 'low',
    summary: 'A parameter of a path template is not declared; it is read as a string.',
    help: 'Declare it among the parameters, with in: path and a schema.',
  },
  'path-parameter-unused': {
    severity: 'low',
    summary: 'A declared path parameter does not occur in the path template; it is dropped.',
    help: 'Remove it, or put it into the path.',
  },
  'invalid-media-type': {
    severity: 'medium',
    summary:
      'A key of content is no media type. It is left out: such bodies are refused, such replies cannot be sent.',
    help: 'Write type/subtype, such as application/json.',
  },
  'media-type-repeated': {
    severity: 'low',
    summary: 'Two keys of content are the same media type; only the first is served.',
    help: 'Merge the two schemas, with oneOf for instance.',
  },
  'body-not-validated': {
    severity: 'medium',
    summary:
      'A request media type has no parser, and is none of files: the handler gets bytes that nothing has checked.',
    help: 'Check the body in the handler, or declare a JSON media type. Where bytes are what is meant, say format: binary.',
  },
  'reply-not-validated': {
    severity: 'low',
    summary: 'A reply media type has a schema, and no writer: what the handler sends is not checked.',
    help: 'Make sure that the handler sends nothing it should not, or declare a JSON media type.',
  },
  'invalid-status': {
    severity: 'error',
    summary: 'A key of responses is no HTTP status, no range and not default.',
    help: 'Write a status such as 200, a range such as 2XX, or default.',
  },
  'unknown-object-id': {
    severity: 'error',
    summary: 'access.object.id names a place in the input that the operation does not declare.',
    help: null,
  },
  'unknown-login-account': {
    severity: 'error',
    summary: 'login.account names a place in the input that the operation does not declare.',
    help: null,
  },
  'login-unguarded': {
    severity: 'medium',
    summary:
      'Operations for known callers take a password or a short numeric code, and nothing counts wrong ones.',
    help: 'Add x-security: { login: { account: … } }, so that nobody can try all of them.',
  },
  'login-per-ip': {
    severity: 'low',
    summary:
      'A login guard counts by IP address alone, so that many addresses may guess the secret of one account.',
    help: 'Say where the request names the account: x-security: { login: { account: "$request.body#/…" } }.',
  },
  'login-failure-undeclared': {
    severity: 'medium',
    summary:
      'An operation with a login guard declares neither 401 nor 403. Only these count as failures; the guard counts nothing else.',
    help: 'Declare 401, and answer wrong secrets with it: problem(401, "invalid-credentials").',
  },
  'property-rule-misplaced': {
    severity: 'error',
    summary:
      'read or write of x-security stands where no property is: on an item, a parameter, a whole body, or in content the server does not take apart.',
    help: 'Put the list on properties, in JSON bodies, or restrict the operation with access.roles.',
  },
  'read-restricted-required': {
    severity: 'error',
    summary: 'A property is required in replies, and read of x-security withholds it from some callers.',
    help: 'Remove the name from required, or the list.',
  },
  'write-restricted-required': {
    severity: 'info',
    summary:
      'A property is required, and write of x-security keeps some callers from sending it. It is then required in replies only.',
    help: null,
  },
  'owner-without-object': {
    severity: 'low',
    summary:
      'Properties are the $owner’s to read or write in an operation without a grant for one object: it has no object policy, or returns a list. Nobody is the owner there.',
    help: 'Name the object in access.object, or add roles to the property’s list. In a list the property is left out for callers without such a role.',
  },
  'sensitive-in-url': {
    severity: 'medium',
    summary:
      'A sensitive value is a path or query parameter. This server logs no URLs; proxies, browsers and clients do.',
    help: 'Send it in the body or in a header.',
  },
  'secret-in-reply': {
    severity: 'low',
    summary: 'A reply holds a value marked as secret.',
    help: 'Make sure that this is meant; secrets are better shown once, or never.',
  },
  'policy-name-reserved': {
    severity: 'error',
    summary:
      'access.object.policy is a word that cannot name an exported function, or that every object has.',
    help: 'Choose another name.',
  },
  'unknown-tenant': {
    severity: 'error',
    summary: 'access.tenant names a place in the input that the operation does not declare.',
    help: null,
  },
  'list-items-unresolved': {
    severity: 'error',
    summary: 'access.list.items points to no array in a reply, so that nobody could check its items.',
    help: 'Write the JSON Pointer of the array: /items, or an empty text where the body itself is the array.',
  },
  'policy-kind-conflict': {
    severity: 'error',
    summary: 'One policy is named for an operation on one object and for one that returns many.',
    help: 'Name another policy in access.object.policy of one of them.',
  },
  'policy-type-conflict': {
    severity: 'error',
    summary: 'One object policy is declared to be about different types of object.',
    help: 'Name two policies, or write one type.',
  },
  'server-ignored': {
    severity: 'low',
    summary: 'A server URL is none an HTTP server can answer for; it does not count.',
    help: 'Correct the URL, or remove the server.',
  },
  'server-variables-capped': {
    severity: 'low',
    summary: 'The enum variables of a server URL make too many URLs to list.',
    help: 'Name the hosts that are served in the server option hosts.',
  },
  'server-http': {
    severity: 'medium',
    summary: 'A server URL is plain HTTP. The generated server still answers over HTTPS only.',
    help: 'Write https.',
  },
} as const satisfies Record<string, CodeEntry>;
