/** What is expected of a real document that is not simply generated, served and called. Reviewed by hand. */
export interface CorpusExpectation {
  /** Its errors, as `code line:column`, where it is refused. */
  readonly refused?: readonly string[];
  /** Regular expressions of whole lines of `problems`, each with why it is no fault of oasgard's. */
  readonly problems?: Readonly<Record<string, string>>;
  /** Why it is refused: a true fault of the document. */
  readonly reason?: string;
}

export const corpusExpectations: Readonly<Record<string, CorpusExpectation>> = {};
