/**
 * The transform of one schema, without the rest of the package: its entry point loads a document bundler and linter
 * that cost more time than the types of most documents.
 */
declare module 'openapi-typescript/dist/transform/schema-object.mjs' {
  export { transformSchemaObject as default } from 'openapi-typescript';
}
