/** What selection may know about a changed file. */
export interface Candidate {
  path: string;
  previousPath?: string;
  status: 'added' | 'modified' | 'deleted' | 'renamed' | 'typechange';
  mode: string;
  binary: boolean;
  /** Text of the new side, of the old side for a deleted file; null when it can't be had. */
  text: string | null;
  /** From .gitattributes, when set there. */
  generated?: boolean;
  vendored?: boolean;
}

export interface Selection {
  selected: boolean;
  /** Why it is reviewed or left out, a few words for people. */
  reason: string;
}
