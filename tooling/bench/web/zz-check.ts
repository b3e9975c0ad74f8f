import { exportOnnx } from './export-onnx.ts';
import { join } from 'node:path';
import { nodeBackend } from '@recyclegpt/backend-node';
import { fileSource } from '@recyclegpt/hub/node';
import { readFileSync } from 'node:fs';
import { loadSmolLm2 } from '../shared-models.ts';
import { ggufPath } from '../shared-llama.ts';
import { asQuestion, readPrompts } from '../shared-prompts.ts';
const folder='/work/main/.cache/bench/web/onnx/smollm2';
await exportOnnx(ggufPath, folder);
console.log('exported');
for (const [n,p] of [['model','f32'],['model_quantized','int8']] as const){
 using backend = await nodeBackend({threads:2, int8Weights:'uint8'});
 const bytes = readFileSync(join(folder,'onnx',n+'.onnx'));
 const ort = (await import('/work/main/packages/backend-node/node_modules/onnxruntime-node/dist/index.js' as string)).default;
 const s = await ort.InferenceSession.create(join(folder,'onnx',n+'.onnx'));
 const m = await loadSmolLm2(p,{threads:2, recycle:'none'} as never);
 for (const prompt of readPrompts('bench',2)){
  const ids=m.encodePrompt(asQuestion(prompt));
  const ours=(await m.generate({tokenIds:ids},{maxTokens:24,scheduler:'autoregressive'}).result).tokenIds;
  const out:number[]=[]; let kv:any={}; for(let i=0;i<30;i++)for(const k of ['key','value'])kv[`past_key_values.${i}.${k}`]=new ort.Tensor('float32',new Float32Array(0),[1,3,0,64]);
  let feed=[...ids],pos=0;
  while(out.length<24){
   const n=feed.length; const i64=(a:number[])=>new ort.Tensor('int64',BigInt64Array.from(a.map(BigInt)),[1,a.length]);
   const r=await s.run({input_ids:i64(feed),position_ids:i64(feed.map((_,i)=>pos+i)),attention_mask:i64(Array(pos+n).fill(1)),...kv});
   pos+=n; const l=r.logits.data; let b=0; for(let i=1;i<l.length;i++)if(l[i]>l[b])b=i;
   out.push(b); feed=[b]; for(let i=0;i<30;i++)for(const k of ['key','value'])kv[`past_key_values.${i}.${k}`]=r[`present.${i}.${k}`];
  }
  console.log(p, out.slice(0,ours.length).join()===ours.join(), out.length, ours.length);
 }
 m.dispose();
}
