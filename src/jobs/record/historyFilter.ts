/** Which of a member's jobs are shown in their history. */
export const historyFilters = ['all', 'running', 'succeeded', 'failed'] as const;
export type HistoryFilter = (typeof historyFilters)[number];
