// Old syntax only, and imported before anything newer is: an old Node has to get as far as this message.
var oldest = [20, 19];
var parts = process.versions.node.split('.').map(Number);

if (parts[0] < oldest[0] || (parts[0] === oldest[0] && parts[1] < oldest[1])) {
  console.error(
    'error: Duel needs Node ' +
      oldest.join('.') +
      ' or newer, and this is ' +
      process.versions.node +
      '\n' +
      '  fix: install a newer one from https://nodejs.org (or: nvm install 20), then run the command again',
  );
  process.exit(1);
}
