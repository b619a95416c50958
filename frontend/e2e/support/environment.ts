/** The addresses of the stack, set by `set -a; eval "$(infra/dev env)"; set +a`. */
function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set: see infra/dev env`);
  return value;
}

export const API_URL = required('API_URL');
export const ADMIN_TOKEN = required('ADMIN_TOKEN');
export const WEB_URL = process.env['WEB_URL'] ?? API_URL;
