/** Translates touch, mouse and wheel events into taps, pans and zooms. */
export interface GestureHandlers {
  onTap: (x: number, y: number, coarse: boolean) => void;
  onPan: (dx: number, dy: number) => void;
  onZoom: (factor: number, x: number, y: number) => void;
  onHover: (x: number, y: number) => void;
  onLeave: () => void;
}

/** A pointer that travels less than this makes a tap, not a pan. */
const SLOP_PX = 8;

interface Finger {
  x: number;
  y: number;
}

export function watchGestures(element: HTMLElement, handlers: GestureHandlers): () => void {
  const fingers = new Map<number, Finger>();
  let travelled = 0;
  let multiTouch = false;

  const point = (event: PointerEvent | WheelEvent): Finger => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const down = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, point(event));
    if (fingers.size === 1) {
      travelled = 0;
      multiTouch = false;
    } else {
      multiTouch = true;
    }
  };

  const move = (event: PointerEvent) => {
    const finger = fingers.get(event.pointerId);
    const now = point(event);
    if (finger === undefined) {
      if (event.pointerType !== 'touch') handlers.onHover(now.x, now.y);
      return;
    }
    const [dx, dy] = [now.x - finger.x, now.y - finger.y];
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    fingers.set(event.pointerId, now);
    if (other !== undefined) {
      const before = Math.hypot(finger.x - other.x, finger.y - other.y);
      const after = Math.hypot(now.x - other.x, now.y - other.y);
      // Each finger contributes half of the pan.
      handlers.onPan(dx / 2, dy / 2);
      if (before > 0) handlers.onZoom(after / before, (now.x + other.x) / 2, (now.y + other.y) / 2);
      return;
    }
    travelled += Math.hypot(dx, dy);
    if (travelled > SLOP_PX) {
      handlers.onLeave();
      handlers.onPan(dx, dy);
    }
  };

  const up = (event: PointerEvent) => {
    const finger = fingers.get(event.pointerId);
    if (!fingers.delete(event.pointerId) || finger === undefined) return;
    if (event.type === 'pointerup' && fingers.size === 0 && !multiTouch && travelled <= SLOP_PX) {
      handlers.onTap(finger.x, finger.y, event.pointerType === 'touch');
    }
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const { x, y } = point(event);
    // deltaMode 1 counts lines, of about 16 px. A touchpad pinch arrives as wheel events with ctrl, in small steps.
    const delta = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
    handlers.onZoom(Math.exp(-delta * (event.ctrlKey ? 0.01 : 0.0018)), x, y);
  };

  const leave = () => {
    handlers.onLeave();
  };

  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('pointerleave', leave);
  element.addEventListener('wheel', wheel, { passive: false });
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    element.removeEventListener('pointerleave', leave);
    element.removeEventListener('wheel', wheel);
  };
}
