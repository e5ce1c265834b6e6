const known = new WeakMap<object, Map<string, Promise<unknown>>>();

/** What `compute` gives, worked out once for each owner and question: for questions about Git objects, which never change. */
export function memoized<Value>(
  owner: object,
  question: string,
  compute: () => Promise<Value>,
): Promise<Value> {
  const answers = known.get(owner) ?? new Map<string, Promise<unknown>>();
  known.set(owner, answers);
  const answer = answers.get(question) ?? compute();
  answers.set(question, answer);
  // One question has one kind of answer: its text starts with the name of who asks.
  return answer as Promise<Value>;
}
