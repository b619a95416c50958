/** What a screen reader gets: the focused element and the announcements, from the browser's accessibility tree. */
import { expect, type CDPSession, type Page } from '@playwright/test';

interface Node {
  nodeId: string;
  parentId?: string;
  childIds?: string[];
  ignored: boolean;
  role?: { value?: unknown };
  name?: { value?: unknown };
  properties?: { name: string; value: { value?: unknown } }[];
}

export class Ear {
  private constructor(readonly session: CDPSession) {}

  static async of(page: Page): Promise<Ear> {
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    return new Ear(session);
  }

  /** Waits until the focus is on an element with this role and name. */
  async expectFocus(role: string, name: string | RegExp): Promise<void> {
    await expect
      .poll(async () => this.focused(), { message: `focus on ${role} ${String(name)}` })
      .toEqual({ role, name: typeof name === 'string' ? name : (expect.stringMatching(name) as unknown) });
  }

  /** The focused element. Nothing has the focus when it is the page itself ("RootWebArea"). */
  async focused(): Promise<{ role: string; name: string }> {
    const focused = (await this.nodes()).filter((node) => !node.ignored && has(node, 'focused', true));
    const node = focused.find((found) => found.role?.value !== 'RootWebArea') ?? focused[0];
    return { role: text(node?.role?.value), name: text(node?.name?.value) };
  }

  /** Waits until a live region, polite or assertive, says this. */
  async expectAnnounced(words: string | RegExp): Promise<void> {
    const message = `announcement of ${String(words)}`;
    const matcher: unknown = typeof words === 'string' ? words : expect.stringMatching(words);
    await expect.poll(async () => this.announcements(), { message }).toContainEqual(matcher);
  }

  /** The texts of all live regions. */
  async announcements(): Promise<string[]> {
    const nodes = await this.nodes();
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    return nodes
      .filter((node) => isLive(node))
      .map((node) => words(node, byId))
      .filter((said) => said !== '');
  }

  /** Whether an element with this role is inside a live region, so that each change of it is announced. */
  async isAnnouncedAsItChanges(role: string): Promise<boolean> {
    const nodes = await this.nodes();
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    return nodes
      .filter((node) => node.role?.value === role)
      .some((node) => {
        for (let at = parentOf(node, byId); at !== undefined; at = parentOf(at, byId))
          if (isLive(at)) return true;
        return false;
      });
  }

  private async nodes(): Promise<Node[]> {
    const { nodes } = await this.session.send('Accessibility.getFullAXTree');
    return nodes;
  }
}

function isLive(node: Node): boolean {
  return has(node, 'live', 'polite') || has(node, 'live', 'assertive');
}

function has({ properties = [] }: Node, name: string, value: unknown): boolean {
  return properties.some((property) => property.name === name && property.value.value === value);
}

function parentOf(node: Node, byId: ReadonlyMap<string, Node>): Node | undefined {
  return node.parentId === undefined ? undefined : byId.get(node.parentId);
}

function words(node: Node, byId: ReadonlyMap<string, Node>): string {
  if (node.role?.value === 'StaticText') return text(node.name?.value);
  return (node.childIds ?? [])
    .map((id) => byId.get(id))
    .map((child) => (child === undefined ? '' : words(child, byId)))
    .filter((part) => part !== '')
    .join(' ');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
