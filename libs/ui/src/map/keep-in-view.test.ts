import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { keepInView } from './keep-in-view.ts';

function setUp() {
  const map = new EventEmitter();
  let fits = 0;
  const view = keepInView(map, () => (fits += 1));
  return { map, view, countFits: () => fits };
}

describe('keepInView', () => {
  it('fits again when the map gets another size', () => {
    const { map, countFits } = setUp();
    map.emit('movestart', {});
    map.emit('resize', { originalEvent: new Event('resize') });
    expect(countFits()).toBe(1);
  });
  it('leaves alone what a person moved', () => {
    const { map, countFits } = setUp();
    map.emit('movestart', { originalEvent: new Event('wheel') });
    map.emit('resize', {});
    expect(countFits()).toBe(0);
  });
  it('fits new places even then, and follows the size from there on', () => {
    const { map, view, countFits } = setUp();
    map.emit('movestart', { originalEvent: new Event('wheel') });
    view.fit();
    map.emit('resize', {});
    expect(countFits()).toBe(2);
  });
  it('hears nothing after it was stopped', () => {
    const { map, view, countFits } = setUp();
    view.stop();
    map.emit('resize', {});
    expect(countFits()).toBe(0);
  });
});
