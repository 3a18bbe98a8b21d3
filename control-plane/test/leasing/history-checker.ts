/** One call of a client: when it was made and when it was answered, by one clock. Without an answer it may take effect at any time after, or never. */
export interface Operation<A> {
  readonly calledAt: number;
  readonly answeredAt: number | undefined;
  readonly action: A;
}

/** What a thing does when it is used by one after the other. */
export interface SequentialModel<S extends string, A> {
  readonly initial: S;
  /** The state after the action; undefined: it cannot have happened in this state. */
  step(state: S, action: A): S | undefined;
}

/**
 * Whether there is an order of the operations that the model allows and in which each takes effect between its call and its answer
 * (linearizability). The search of Wing and Gong, with the memory of Lowe: what was tried from a set of done operations and a
 * state is not tried again. Wing, Gong: Testing and verifying concurrent objects, 1993; Lowe: Testing for linearizability, 2017.
 */
export function isLinearizable<S extends string, A>(
  operations: readonly Operation<A>[],
  model: SequentialModel<S, A>,
): boolean {
  const answered = operations
    .filter(({ answeredAt }) => answeredAt !== undefined)
    .toSorted((a, b) => a.calledAt - b.calledAt);
  const open = operations
    .filter(({ answeredAt }) => answeredAt === undefined)
    .toSorted((a, b) => a.calledAt - b.calledAt);
  const tried = new Set<string>();
  const stack: Place<S>[] = [{ state: model.initial, first: 0, beyond: [], open: [] }];
  for (let place = stack.pop(); place !== undefined; place = stack.pop()) {
    if (place.first === answered.length) return true;
    const key = JSON.stringify(place);
    if (tried.has(key)) continue;
    tried.add(key);
    stack.push(...nextPlaces(place, answered, open, model));
  }
  return false;
}

/** How far an order has come. */
interface Place<S> {
  readonly state: S;
  /** All answered operations before this one are done. */
  readonly first: number;
  /** Those after it that are done as well, ascending. */
  readonly beyond: readonly number[];
  /** Those without an answer that are done, ascending. */
  readonly open: readonly number[];
}

function nextPlaces<S extends string, A>(
  place: Place<S>,
  answered: readonly Operation<A>[],
  open: readonly Operation<A>[],
  model: SequentialModel<S, A>,
): Place<S>[] {
  const places: Place<S>[] = [];
  // Nothing may go before an operation that was answered before it was called.
  let untilMs = Number.POSITIVE_INFINITY;
  for (let index = place.first; index < answered.length; index += 1) {
    const operation = answered[index];
    if (operation === undefined || operation.calledAt > untilMs) break;
    if (place.beyond.includes(index)) continue;
    untilMs = Math.min(untilMs, operation.answeredAt ?? untilMs);
    const state = model.step(place.state, operation.action);
    if (state !== undefined) places.push(done(place, index, state));
  }
  for (const [index, { calledAt, action }] of open.entries()) {
    if (calledAt > untilMs) break;
    if (place.open.includes(index)) continue;
    const state = model.step(place.state, action);
    // What changes nothing may as well never have happened.
    if (state === undefined || state === place.state) continue;
    places.push({ ...place, state, open: ascending([...place.open, index]) });
  }
  return places;
}

function done<S>(place: Place<S>, index: number, state: S): Place<S> {
  const beyond = ascending([...place.beyond, index]);
  let { first } = place;
  while (beyond[0] === first) {
    beyond.shift();
    first += 1;
  }
  return { ...place, state, first, beyond };
}

function ascending(numbers: number[]): number[] {
  return numbers.sort((a, b) => a - b);
}
