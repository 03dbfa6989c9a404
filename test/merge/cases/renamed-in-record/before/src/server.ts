import { createApi, type Handlers } from './generated/index.js';

const getOrder: Handlers['getOrder'] = () => ({ status: 204 });
const handlers: Handlers = { getOrder, cancelOrder: () => ({ status: 204 }) };
export const api = createApi({ handlers, development: true });
