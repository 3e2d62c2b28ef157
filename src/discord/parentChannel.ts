/** What a thread inherits from its channel and does not tell itself. */
export interface ParentChannel {
	/** The category that the channel is in. */
	readonly category: string | null;
	readonly ageRestricted: boolean;
}
