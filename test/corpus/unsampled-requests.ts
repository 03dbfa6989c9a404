/**
 * Requests with everything optional in them that cannot be made, with the reason. Reviewed by hand; the test fails for
 * entries that are not needed any more.
 */
export const unsampledRequests: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Box: {
    'GET /search': 'OAS defines no way to write mdfilters, an array of objects, in a query of style form.',
  },
  Discord: {
    'GET /guilds/{guild_id}/requests': 'The enum of status is empty: no value is valid.',
  },
  Stripe: {
    'GET /v1/credit_notes/preview application/x-www-form-urlencoded':
      'lines is an array of objects: deepObject has one level in queries.',
    'GET /v1/credit_notes/preview/lines application/x-www-form-urlencoded':
      'lines is an array of objects: deepObject has one level in queries.',
    'GET /v1/invoices/upcoming application/x-www-form-urlencoded':
      'customer_details holds objects: deepObject has one level in queries.',
    'GET /v1/invoices/upcoming/lines application/x-www-form-urlencoded':
      'customer_details holds objects: deepObject has one level in queries.',
  },
};
