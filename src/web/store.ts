/** A value that others follow. */
export class Store<T extends object> {
  #value: T;
  readonly #followers = new Set<(value: T, before: T | undefined) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  /** Changes some of it and tells all followers, unless nothing differs. */
  set(changes: Partial<T>): void {
    const before = this.#value;
    if (Object.entries(changes).every(([key, value]) => before[key as keyof T] === value)) return;
    this.#value = { ...before, ...changes };
    for (const follower of this.#followers) follower(this.#value, before);
  }

  /** Calls at once and after each change; what comes back ends it. */
  follow(follower: (value: T, before: T | undefined) => void): () => void {
    this.#followers.add(follower);
    follower(this.#value, undefined);
    return () => this.#followers.delete(follower);
  }
}
