import { createApi } from './generated/index.js';
import { handlers } from './all.js';

export const api = createApi({ handlers, development: true });
