/** What may happen to a thing, as data: the same table guards the action, is tested exhaustively, and disables the button. */
export type Transitions<State extends string, Move extends string> = Readonly<
  Record<Move, { readonly from: readonly State[]; readonly to: State }>
>;

/** Thrown when a thing is no longer in a state that allows what was asked; the web answers it with what is true now. */
export class NotAllowed extends Error {
  readonly thing: string;
  readonly move: string;
  constructor(thing: string, move: string) {
    super(`${thing} can't ${move} from its present state`);
    this.name = 'NotAllowed';
    this.thing = thing;
    this.move = move;
  }
}

/** Whether `move` is open from `state`. */
export function allows<S extends string, M extends string>(table: Transitions<S, M>, move: M, state: string): boolean {
  return (table[move].from as readonly string[]).includes(state);
}
