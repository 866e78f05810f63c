/** The namespace `config`, as users import it. */
export {
  epsilon,
  floatx,
  imageDataFormat,
  setEpsilon,
  setFloatx,
  setImageDataFormat,
  type DataFormat,
} from './settings.js';
export { getDTypePolicy as dtypePolicy, setDTypePolicy } from './dtype-policy.js';
