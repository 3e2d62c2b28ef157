/** Longest description of a file, which stands for it where it cannot be seen; in UTF-16 units. */
export const longestDescription = 1024;

/** Most options of a select, and most choices of an autocompletion. */
export const mostChoices = 25;

/** Longest address of a button that leads somewhere, in UTF-16 units. */
export const longestButtonUrl = 512;
