import { allow, deny, type Policies } from '../generated/index.js';

export const showOrder: Policies['showOrder'] = ({ id }) => (id === '1' ? allow({ id }) : deny());

export const cancelOrder: Policies['cancelOrder'] = ({ id }) => (id === '1' ? allow({ id }) : deny());
