// The worked examples: real files of the project, put into the script when it is built.

import homeOxygen from '../../../criteria/oxygen/home_oxygen.crit';
import oxygenVocabulary from '../../../criteria/vocabulary/oxygen.crit';
import homeOxygenCase from '../../examples/home_oxygen/evaluation_not_documented.case.json';
import heartFailure from '../../examples/heart_failure/heart_failure.crit';
import heartFailureCase from '../../examples/heart_failure/heart_failure.case.json';
import pneumonia from '../../tour/done/pneumonia.crit';
import pneumoniaCase from '../../tour/done/open.case.yaml';

export const EXAMPLES = [
  {
    name: 'Home oxygen: one note is missing',
    about: 'Written from NCD 240.2. The saturation qualifies; the practitioner’s note on the study is not there, and is the one thing to ask for.',
    files: {
      'oxygen/home_oxygen.crit': homeOxygen,
      'vocabulary/oxygen.crit': oxygenVocabulary,
    },
    entry: 'oxygen/home_oxygen.crit',
    what: homeOxygenCase,
  },
  {
    name: 'Heart failure: acute admission, met',
    about: 'An illustration with thresholds made up: four levels of care, continued stay, readiness to leave.',
    files: { 'heart_failure.crit': heartFailure },
    entry: 'heart_failure.crit',
    what: heartFailureCase,
  },
  {
    name: 'Pneumonia: the guideline of the tour',
    about: 'A short guideline to change. A reading says nothing of the oxygen given, so what it stands for is open.',
    files: { 'pneumonia.crit': pneumonia },
    entry: 'pneumonia.crit',
    what: pneumoniaCase,
  },
];
