/** A route of Discord's for the log: without the interaction token that stands in it. */
export const maskedRoute = (route: string): string => route.replace(/((?:webhooks|interactions)\/\d+\/)[^/]+/u, '$1…');
