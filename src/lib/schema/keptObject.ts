import { z } from 'zod';

/**
 * The schema of an object that is stored. Fields it does not know, which a newer version of the program has written, survive
 * reading and saving, so that going back a version and forth again loses nothing. Its type has the known fields alone.
 */
export const keptObject = <S extends z.ZodRawShape>(shape: S): z.ZodObject<S> => z.looseObject(shape);
