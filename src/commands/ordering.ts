import { declaredProblem } from '../jobs/declaredPicture.js';
import type { InteractionFacts } from '../jobs/interactionFacts.js';
import type { Lineage, Notice } from '../jobs/job.js';
import type { VideoRequest } from '../jobs/request.js';
import { card, text } from '../messages/card.js';
import { messageBody } from '../messages/messageBody.js';
import { refusalText, type Refusal } from '../messages/refusal.js';
import { checkRequest, type Allowance } from '../providers/allowance.js';
import type { OfferedModel } from '../providers/model.js';
import { estimate } from '../providers/pricing.js';
import type { Admission, Admittance, Door } from '../services/door.js';
import type { LimitPolicy } from '../services/limits.js';
import { problemRefusal } from './problemRefusal.js';

/** What members can choose from now. */
export interface Offers {
	models(): readonly OfferedModel[];
	find(id: string): OfferedModel | undefined;
}

export interface OrderingParts {
	readonly catalogue: Offers;
	readonly door: Pick<Door, 'admit' | 'refuse'>;
	/** When a member names no model. */
	readonly defaultModel: string;
	/** Also where only the member has installed the app, and in private channels. */
	readonly userInstall: boolean;
	/** Our files can be had from outside. */
	readonly publicUrl: boolean;
}

/** What an order is besides its request. */
export interface OrderDetails {
	readonly lineage?: Lineage;
	readonly policy?: LimitPolicy;
	readonly jobId?: string;
}

/** A request that may be made, with all that a job needs; or why it may not. */
export type Order =
	| { readonly type: 'fine'; readonly admittance: Admittance }
	| { readonly type: 'refused'; readonly refusals: readonly Refusal[] };

/** More refusals than these at once help nobody. */
const mostRefusals = 4;

/**
 * The way of every request to the door, whatever it came from: the pure checks, the price, and what the member should
 * know. Nothing is written and nothing is asked of anybody before the door.
 */
export class Ordering {
	readonly #parts: OrderingParts;

	constructor(parts: OrderingParts) {
		this.#parts = parts;
	}

	/** The model that a name means: its id, or its name as shown; the default one for none. */
	model(typed: string | null): OfferedModel | undefined {
		const { catalogue, defaultModel } = this.#parts;
		// A default that is no longer offered must not make the bot useless.
		if (typed === null) return catalogue.find(defaultModel) ?? catalogue.models().find(({ model }) => model.text);
		const name = typed.trim();
		return (
			catalogue.find(name) ?? catalogue.models().find(({ model }) => model.name.toLowerCase() === name.toLowerCase())
		);
	}

	/** Takes the order to the door, or tells the member what to change. Returns undefined when it was refused here. */
	async place(
		facts: InteractionFacts,
		request: VideoRequest,
		details: OrderDetails = {},
	): Promise<Admission | undefined> {
		const order = this.check(facts, request, details);
		if (order.type === 'fine') return this.#parts.door.admit(order.admittance);
		await this.#refuse(facts, order.refusals);
		return undefined;
	}

	/** The checks alone. `request.model` empty: the member named none. */
	check(facts: InteractionFacts, request: VideoRequest, details: OrderDetails = {}): Order {
		if (!this.#parts.userInstall && isForeign(facts)) return refused({ type: 'context' });
		const offered = this.model(request.model === '' ? null : request.model);
		if (offered === undefined) return refused({ type: 'model-unknown', model: request.model });

		const { model } = offered;
		const allowance = checkRequest(model, { ...request, model: model.id }, { publicUrl: this.#parts.publicUrl });
		const refusals = [
			...declaredRefusals(allowance.request),
			...allowance.problems.map((problem) => problemRefusal(problem, request, model.name)),
		];
		if (refusals.length > 0) return refused(...refusals);

		const notices = noticesOf(facts, offered, allowance);
		const price = estimate(offered, allowance.request);
		return {
			type: 'fine',
			admittance: { facts, request: allowance.request, model: offered, notices, estimate: price, ...details },
		};
	}

	#refuse(facts: InteractionFacts, refusals: readonly Refusal[]): Promise<void> {
		const lines = refusals.slice(0, mostRefusals).map((of) => refusalText(of, facts.locale));
		return this.#parts.door.refuse(facts, messageBody(card('bad', text(...lines))));
	}
}

const refused = (...refusals: Refusal[]): Order => ({ type: 'refused', refusals });

const declaredRefusals = ({ pictures }: VideoRequest): Refusal[] =>
	pictures.flatMap((picture) => {
		const problem = declaredProblem(picture);
		return problem === undefined ? [] : [{ type: 'picture', option: picture.role, problem } as const];
	});

function noticesOf(facts: InteractionFacts, { sunsetting }: OfferedModel, { notices, request }: Allowance): Notice[] {
	const outlives = request.private || isForeign(facts);
	return [
		...notices,
		...(sunsetting ? [{ code: 'sunset' } as const] : []),
		...(outlives ? [{ code: 'may-outlive-token' } as const] : []),
	];
}

/** The bot itself is not there: only the interaction's own token can write, and only for 15 minutes. */
const isForeign = ({ context, guildInstalled }: InteractionFacts): boolean =>
	context === 'private' || (context === 'guild' && !guildInstalled);
