import { createApi, type Handlers } from './generated/index.js';

const showOrder: Handlers['showOrder'] = () => ({ status: 204 });
const handlers: Handlers = { showOrder, cancelOrder: () => ({ status: 204 }) };
export const api = createApi({ handlers, development: true });
