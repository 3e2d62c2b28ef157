import { idIn } from './ids.js';
import type { Plan } from './plan.js';
import { ordinaryPlan } from './plan.js';
import { Task } from './task.js';
import type { FamilyName, TaskParts } from './task.js';

/** Every task ever made, in order, and what is planned for those to come. */
export class TaskBook {
	readonly tasks: Task[] = [];

	readonly #byId = new Map<string, Task>();
	readonly #queue: Partial<Plan>[] = [];
	readonly #family = new Map<FamilyName, Partial<Plan>>();
	#defaults: Plan;

	constructor(defaults: Partial<Plan> = {}) {
		this.#defaults = { ...ordinaryPlan, ...defaults };
	}

	/** Plans one task to come; several calls plan several tasks, in order. */
	next(plan: Partial<Plan>): void {
		this.#queue.push(plan);
	}

	/** Changes what is planned for every task to come, or for those of one family. */
	plan(plan: Partial<Plan>, family?: FamilyName): void {
		if (family) this.#family.set(family, { ...this.#family.get(family), ...plan });
		else this.#defaults = { ...this.#defaults, ...plan };
	}

	/** What the next task of a family would be planned as, without anything queued for it. */
	planned(family: FamilyName): Plan {
		return { ...this.#defaults, ...this.#family.get(family) };
	}

	create(parts: Omit<TaskParts, 'plan'>): Task {
		const plan = { ...this.planned(parts.family), ...this.#queue.shift() };
		const task = new Task({ ...parts, id: idIn(plan.idForm, parts.id), plan });
		this.tasks.push(task);
		this.#byId.set(task.id, task);
		return task;
	}

	find(id: string): Task | undefined {
		return this.#byId.get(id);
	}
}
