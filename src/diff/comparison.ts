import { SchemaView } from '../model/schema-view.js';
import type { ChangePlace } from './change-list.js';
import { Places } from './places.js';
import { RoleAdmission } from './role-admission.js';
import type { SecuredOperation, SecurityModel } from './security-model.js';

/** An operation in both documents. */
export interface OperationPair {
  readonly old: SecuredOperation;
  readonly next: SecuredOperation;
}

/** One of the two documents, with what is asked of it again and again. */
export interface Side {
  readonly model: SecurityModel;
  readonly places: Places;
  readonly admission: RoleAdmission;
  readonly view: SchemaView;
}

/** Both documents. */
export class Comparison {
  readonly old: Side;
  readonly next: Side;

  constructor(old: SecurityModel, next: SecurityModel) {
    this.old = sideOf(old);
    this.next = sideOf(next);
  }

  memberPlace({ old, next }: OperationPair, path: string): ChangePlace {
    return { at: this.next.places.member(next, path), before: this.old.places.member(old, path) };
  }

  securityPlace({ old, next }: OperationPair): ChangePlace {
    return { at: this.next.places.security(next), before: this.old.places.security(old) };
  }

  /** Where roles are asked for: by `access`, or by `security` where `access` says nothing of them. */
  rolesPlace(pair: OperationPair): ChangePlace {
    const { old, next } = pair;
    const inSecurity = [old, next].every(
      ({ access }) => access.kind !== 'authenticated' || access.roles.length === 0,
    );
    return inSecurity ? this.securityPlace(pair) : this.memberPlace(pair, 'access.roles');
  }

  rootPlace(...tokens: readonly string[]): ChangePlace {
    return { at: this.next.places.root(...tokens), before: this.old.places.root(...tokens) };
  }

  operationPlace({ old, next }: OperationPair): ChangePlace {
    return { at: this.next.places.operation(next), before: this.old.places.operation(old) };
  }
}

function sideOf(model: SecurityModel): Side {
  return {
    model,
    places: new Places(model),
    admission: new RoleAdmission(model.roles),
    view: new SchemaView(model.schemas),
  };
}
