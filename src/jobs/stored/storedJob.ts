import { z } from 'zod';
import { Job } from '../record/job.js';
import { jobLifts, lifted } from './liftRecord.js';

/** Records of older versions are read as if this one had written them. */
export const StoredJob: z.ZodType<Job> = z.preprocess((value) => lifted(value, jobLifts), Job);
