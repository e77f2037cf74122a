// What was checked, and what was found wrong. A check is one sentence; its faults are listed below it.

const SHOWN = 12;

export class Report {
  passed = 0;
  failed = 0;

  /** One check: a sentence and what speaks against it. */
  check(sentence, faults) {
    const list = [...new Set(faults)];
    if (list.length === 0) {
      this.passed += 1;
      console.log(`ok      ${sentence}`);
      return;
    }
    this.failed += 1;
    console.log(`FAILED  ${sentence}`);
    list.slice(0, SHOWN).forEach((fault) => console.log(`        - ${fault}`));
    if (list.length > SHOWN) console.log(`        … and ${list.length - SHOWN} more`);
  }

  /** One check that may also break: whatever is thrown counts against it. */
  async run(sentence, look) {
    let faults;
    try {
      faults = await look();
    } catch (error) {
      faults = [String(error.message ?? error).split('\n').slice(0, 3).join(' ')];
    }
    this.check(sentence, faults ?? []);
  }
}
