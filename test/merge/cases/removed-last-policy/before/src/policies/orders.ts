import { allow, deny, type Policies } from '../generated/index.js';

export const getOrder: Policies['getOrder'] = ({ id }) => (id === '1' ? allow({ id }) : deny());

export const cancelOrder: Policies['cancelOrder'] = ({ id }) => (id === '1' ? allow({ id }) : deny());
