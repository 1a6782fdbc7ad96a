/** Clean-up tasks of a case: closes files and streams. They run in reverse order, whatever happened before. */
export class Cleanup {
  #tasks: (() => void | Promise<void>)[] = [];

  add(task: () => void | Promise<void>): void {
    this.#tasks.push(task);
  }

  async run(): Promise<void> {
    const tasks = this.#tasks.reverse();
    this.#tasks = [];
    for (const task of tasks) await task();
  }
}
