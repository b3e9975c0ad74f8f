import { DownloadError } from '@recyclegpt/spec';
import { expect, test } from 'vitest';
import { listRepository } from './repository/list-repository.ts';
import { requestJson } from './request-json.ts';
import { startServer } from './test/test-server.ts';

const retry = { sleep: async () => undefined };

test('overload and cut answers are asked again; what is no JSON, refused or too long is told', async () => {
  await using server = await startServer((request, response, index) => {
    if (request.url === '/html') response.end('<html>sign in</html>');
    else if (request.url === '/gone') response.writeHead(404, { 'x-error-code': 'RepoNotFound' }).end();
    else if (index === 0) response.writeHead(503).end();
    else if (index === 1) {
      response.writeHead(200, { 'content-length': 100 }).write('{');
      setTimeout(() => response.destroy(), 20);
    } else response.end('{"a": 1}');
  });
  expect((await requestJson(`${server.origin}/ok`, { retry })).json).toEqual({ a: 1 });
  expect(server.requests).toHaveLength(3);
  await expect(requestJson(`${server.origin}/html`, { retry })).rejects.toThrow(/something other.*sign in/);
  await expect(requestJson(`${server.origin}/gone`, { retry })).rejects.toThrow(/no such repository/);
});

test('a next page on another host is asked for where the first one was, so that the token stays', async () => {
  await using server = await startServer((request, response) => {
    const isFirst = !request.url?.includes('page=2');
    const link = '<http://192.0.2.1/api/models/org/name/tree/main?page=2>; rel="next"';
    response
      .writeHead(200, isFirst ? { link } : {})
      .end(JSON.stringify([{ type: 'file', path: isFirst ? 'a' : 'b', size: 1 }]));
  });
  const repository = { organisation: 'org', name: 'name', revision: 'a'.repeat(40), endpoint: server.origin };
  const { files } = await listRepository({ ...repository, headers: { authorization: 'Bearer t' }, retry });
  expect(files.map(({ path }) => path)).toEqual(['a', 'b']);
  expect(server.requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer t', 'Bearer t']);
});

test('pages without end, odd entries and names that climb are survived', async () => {
  let pages = 0;
  await using server = await startServer((_request, response) => {
    pages++;
    const entries = [
      null,
      3,
      { type: 'file', path: '../x' },
      { type: 'file', path: 'a/../../x' },
      { type: 'file', path: '/etc/x' },
    ];
    const good = { type: 'file', path: `f${pages}`, size: -1, oid: 'none' };
    response.writeHead(200, { link: '<?again>; rel="next"' }).end(JSON.stringify([...entries, good]));
  });
  const repository = { organisation: 'org', name: 'name', revision: 'a'.repeat(40), endpoint: server.origin };
  const { files } = await listRepository({ ...repository, retry });
  expect(files[0]).toEqual({ path: 'f1', sizeBytes: undefined, hash: undefined });
  expect(files.length).toBe(pages);
  expect(pages).toBeLessThanOrEqual(200);
});

test('an answer that is no description names the address', async () => {
  await using server = await startServer((_request, response) => response.end('{"error": "x"}'));
  const repository = { organisation: 'org', name: 'name', revision: 'main', endpoint: server.origin };
  await expect(listRepository({ ...repository, retry })).rejects.toSatisfy(DownloadError.isInstance);
});
