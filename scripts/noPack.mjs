// What 'npm pack' and 'npm publish' do of themselves here: the package would lack ONNX Runtime's half.
console.error(
  "error: a package made so runs ONNX Runtime's install script wherever it is installed\n  fix: npm run package, then publish the file that it makes",
);
process.exit(1);
