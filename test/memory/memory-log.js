/** What a process holds, noted over time. Nothing here calls the garbage collector. */
export class MemoryLog {
  notes = [];

  note() {
    const { rss, arrayBuffers } = process.memoryUsage();
    this.notes.push({ rss, arrayBuffers });
  }

  write() {
    console.log(JSON.stringify(this.notes));
  }
}
