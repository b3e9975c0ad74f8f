import { TokenizerError } from '@recyclegpt/spec';
import { describe, expect, it } from 'vitest';
import { chatTemplate } from './chat-template.ts';
import { chatTemplateFromGguf } from './chat-template-from-gguf.ts';
import { chatTemplateFromJson } from './chat-template-from-json.ts';
import { missingChatTemplateError } from './missing-chat-template-error.ts';

const hello = [{ role: 'user', content: 'Hello' }];

function errorOf(run: () => unknown): TokenizerError {
  try {
    run();
  } catch (error) {
    if (TokenizerError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}

describe('chatTemplate', () => {
  it('trims blocks as transformers does', () => {
    const source = [
      '{% for message in messages %}',
      '  {% if true %}',
      '{{ message.role }}: {{ message["content"] }}',
      '  {% endif %}',
      '{% endfor %}',
      'end',
      '',
    ].join('\n');
    expect(chatTemplate(source).render(hello)).toBe('user: Hello\nend');
  });

  it('knows special tokens, the generation prompt and none for tools', () => {
    const template = chatTemplate(
      '{{ bos_token }}{% if tools is none %}-{% endif %}{% if add_generation_prompt %}+{% endif %}{{ eos_token }}',
      { bosToken: '<s>', eosToken: '</s>' },
    );
    expect(template.render(hello)).toBe('<s>-+</s>');
    expect(template.render(hello, { addGenerationPrompt: false })).toBe('<s>-</s>');
  });

  it('keeps nothing from one rendering to the next', () => {
    const template = chatTemplate(
      '{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}',
    );
    expect([template.render(hello), template.render([...hello, ...hello])]).toEqual(['1', '2']);
  });

  it('tells the time of the given clock', () => {
    const now = () => new Date(2024, 6, 4, 15, 5).getTime();
    const source = "{{ strftime_now('%d %b %Y, %A %-d %B, %H:%M %I %p %Q %%') }}";
    expect(chatTemplate(source, {}, { now }).render(hello)).toBe('04 Jul 2024, Thursday 4 July, 15:05 03 PM %Q %');
  });

  it('counts with range as Python does', () => {
    const source =
      '{{ range(3) | join(",") }} {{ range(1, 3) | join(",") }} {{ range(5, 0, -2) | join(",") }} {{ range(-2) | length }}';
    expect(chatTemplate(source).render(hello)).toBe('0,1,2 1,2 5,3,1 0');
  });

  it('reports raise_exception, syntax errors and bad messages', () => {
    const refusing = chatTemplate("{{ raise_exception('roles must alternate') }}");
    expect(errorOf(() => refusing.render(hello)).details).toMatchObject({
      what: 'The chat template refuses the conversation',
      got: 'roles must alternate',
    });
    expect(errorOf(() => chatTemplate('{% for %}')).message).toContain('cannot be read');
    expect(errorOf(() => chatTemplate('{% if true %}').render(hello)).message).toContain('chat template');
    const wrong = [{ role: 'user', content: 3 as unknown as string }];
    expect(errorOf(() => refusing.render(wrong)).message).toContain('messages[0]');
  });

  it('renders long conversations that templates in use would', () => {
    const messages = Array.from({ length: 1000 }, (_, index) => ({
      role: index % 2 === 0 ? 'user' : 'assistant',
      content: `line ${index}\n`.repeat(200),
    }));
    const source =
      "{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}" +
      "{{ raise_exception('alternate') }}{% endif %}{{ '[' + message.role + ']' + message.content | trim | replace('\\n', '\\n ') }}" +
      '{% if loop.index0 == messages | length - 1 %}!{% endif %}{{ messages[loop.index0 - 1].role }}{% endfor %}';
    expect(chatTemplate(source).render(messages).length).toBeGreaterThan(1_900_000);
  });
});

const doubling = (expression: string, turns = 60) =>
  `{% set ns = namespace(x='ab', y=['a']) %}{% for i in range(${turns}) %}{% set ns.x = ${expression} %}{% endfor %}{{ ns.x }}`;
const big = "{% set ns = namespace(x='ab') %}{% for i in range(18) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}";
const nest = (body: string, depth: number) =>
  `${'{% for i in range(1000) %}'.repeat(depth)}${body}${'{% endfor %}'.repeat(depth)}`;

const hostile: Readonly<Record<string, string>> = {
  'a range without end': '{% for i in range(10**9) %}x{% endfor %}',
  'an infinite range': '{% for i in range(10**308 * 10) %}x{% endfor %}',
  'a range that steps by nothing': '{% for i in range(0, 5, 0) %}x{% endfor %}',
  'nested loops': nest('x', 4),
  'nested empty loops': nest('', 4),
  'ranges in loops': `{% for i in range(100000) %}{% set a = range(100000) %}{% endfor %}`,
  'a string doubled': doubling('ns.x ~ ns.x'),
  'a string doubled with +': doubling('ns.x + ns.x'),
  'a list nested in itself twice': doubling('[ns.x, ns.x]'),
  'a mapping nested in itself twice': doubling("{'a': ns.x, 'b': ns.x}"),
  'a namespace nested twice': doubling('namespace(a=ns.x, b=ns.x)'),
  'lists around a namespace': doubling('[namespace(a=ns.x), namespace(a=ns.x)]'),
  'a list doubled': doubling('ns.x + ns.x').replace("x='ab'", "x=['ab']"),
  'a namespace inside itself': '{% set ns = namespace(a=1) %}{% set ns.a = ns %}{{ ns }}',
  'a huge replace': `${big}{{ ns.x.replace('a', ns.x) }}`,
  'a huge replace filter': `${big}{{ ns.x | replace('a', ns.x) }}`,
  'a replace of nothing': `${big}{{ ns.x | replace('', ns.x) }}`,
  'a huge join': `${big}{{ range(90000) | join(ns.x) }}`,
  'a huge join of characters': `${big}{{ ns.x | join(ns.x) }}`,
  'a huge indent': "{{ 'a\\nb' | indent(400000000) }}",
  'a huge indent in a block': '{% filter indent(400000000) %}a\nb{% endfilter %}',
  'a huge indent of JSON': '{{ [[1]] | tojson(indent=400000000) }}',
  'huge separators': `${big}{{ range(90000) | tojson(separators=(ns.x, ns.x)) }}`,
  'a macro that calls itself': '{% macro f(n) %}{{ f(n) }}{% endmacro %}{{ f(1) }}',
  'a macro that calls itself twice':
    '{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}',
  'deep parentheses': `{{ ${'('.repeat(50_000)}1${')'.repeat(50_000)} }}`,
  'white space without end': ' '.repeat(200_000),
  'a source without end': 'x'.repeat(2 ** 19),
  'output without end': `${big}${nest('{{ ns.x }}', 3)}`,
  'undefined names without end': nest('{{ a }}{{ b }}{{ c }}', 3),
  'sorting without end': nest('{% set a = range(90000) | sort | reverse %}', 2),
};

describe('hostile templates', () => {
  it.each(Object.entries(hostile))(
    'stops %s',
    (_, source) => {
      expect(errorOf(() => chatTemplate(source).render(hello)).name).toBe('TokenizerError');
    },
    20_000,
  );
});

describe('templates of files', () => {
  it('finds none', () => {
    expect(chatTemplateFromGguf(new Map())).toBeUndefined();
    expect(chatTemplateFromJson({})).toBeUndefined();
    expect(missingChatTemplateError('gpt2').message).toContain('The model has no chat template (gpt2).');
  });

  it('reads tokenizer_config.json with one template or several', () => {
    const config = {
      bos_token: { content: '<s>' },
      eos_token: '</s>',
      pad_token: null,
      chat_template: '{{ bos_token }}{{ eos_token }}',
    };
    expect(chatTemplateFromJson(config)?.render(hello)).toBe('<s></s>');
    const named = [
      { name: 'tools', template: 'no' },
      { name: 'default', template: 'yes' },
    ];
    expect(chatTemplateFromJson({ chat_template: named })?.render(hello)).toBe('yes');
    expect(errorOf(() => chatTemplateFromJson({ chat_template: [] })).message).toContain('"default"');
    expect(errorOf(() => chatTemplateFromJson({ chat_template: 3 })).message).toContain('an array');
  });

  it('reads GGUF metadata', () => {
    const metadata = new Map<string, unknown>([
      ['tokenizer.chat_template', '{{ bos_token }}|{{ messages[0].content }}'],
      ['tokenizer.ggml.model', 'gpt2'],
      ['tokenizer.ggml.tokens', ['<s>']],
      ['tokenizer.ggml.bos_token_id', 0],
    ]);
    expect(chatTemplateFromGguf(metadata)?.render(hello)).toBe('<s>|Hello');
  });
});
