import { TRPCError } from '@trpc/server';
import { notFound } from 'next/navigation';

/** The page of the answer, or the page that says there is none; other failures go on to the error screen. */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'NOT_FOUND') notFound();
    throw error;
  }
}
