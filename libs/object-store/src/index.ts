export { createDiskObjectStore } from './disk-object-store.ts';
export type { ByteRange, ObjectContent, ObjectStore, StoredObject } from './object-store.ts';
