/** To a page that is loaded anew: nothing that this one has read stays. */
export function leaveTo(url: string): void {
  window.location.assign(url);
}
