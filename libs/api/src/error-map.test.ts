import { EnvironmentError, InputError } from '@natiu/errors';
import { TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { TRPC_CODE_OF, createReference, toClientError } from './error-map.ts';

const wrap = (cause: unknown) => new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause });

describe('toClientError', () => {
  it('keeps the message of an error that was written for people, with the code of the map', () => {
    const error = toClientError(wrap(new InputError('The area "X" does not exist.')), 'REF');
    expect(error).toMatchObject({
      code: TRPC_CODE_OF.INPUT,
      message: 'The area "X" does not exist.',
      reference: 'REF',
    });
  });

  it('never lets the message of an unknown error out', () => {
    const error = toClientError(wrap(new Error('password=hunter2 at 10.0.0.1')), 'REF');
    expect(error.code).toBe('INTERNAL_SERVER_ERROR');
    expect(error.message).not.toContain('hunter2');
    expect(error.reference).toBe('REF');
  });

  it('hides what an environment error says about the machine', () => {
    const error = toClientError(new EnvironmentError('cannot reach postgres://natiu:secret@db'), 'REF');
    expect(error.code).toBe('SERVICE_UNAVAILABLE');
    expect(error.message).not.toContain('secret');
  });

  it('keeps refusals as refusals', () => {
    const error = toClientError(new TRPCError({ code: 'UNAUTHORIZED', message: 'Sign in first.' }), 'REF');
    expect(error).toMatchObject({ code: 'UNAUTHORIZED', message: 'Sign in first.' });
  });
});

describe('createReference', () => {
  it('makes codes without letters that look alike, practically never twice', () => {
    const codes = Array.from({ length: 500 }, createReference);
    expect(new Set(codes).size).toBe(500);
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/);
  });
});
