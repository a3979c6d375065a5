// Python and SymPy beside the page. The build puts the runtime before it, SOURCES, INFO (of the runtime) and FILES
// (with their sizes and hashes).
{
  const total = FILES["wasm.bin"].size + FILES["python.bin"].size;
  const get = self.fetch.bind(self);
  const address = (name) => new URL(`${name}?${FILES[name].hash}`, import.meta.url);
  let given = null; // the files, where the page was opened from disk and may not fetch
  let loaded = 0;

  async function packed(name) {
    if (given) return new Blob([given[name]]).stream();
    const response = await get(address(name));
    if (!response.ok) throw new Error(`${response.status} ${response.url}`);
    return response.body;
  }

  // The runtime asks for its two files, and gets them unpacked. Not every host compresses, so the build did.
  self.fetch = async (url) => {
    const count = new TransformStream({
      transform(chunk, controller) {
        loaded += chunk.length;
        postMessage({ loaded, total });
        controller.enqueue(chunk);
      },
    });
    const stream = await packed(String(url).endsWith(".wasm") ? "wasm.bin" : "python.bin");
    return new Response(stream.pipeThrough(count).pipeThrough(new DecompressionStream("gzip")), {
      headers: { "Content-Type": "application/wasm" },
    });
  };

  // What of SymPy no proof of the book uses, for the reader whose proof does. Python waits for it.
  self.rest = () => {
    if (given) return new Uint8Array(given["rest.bin"]);
    const request = new XMLHttpRequest();
    request.open("GET", address("rest.bin"), false);
    request.responseType = "arraybuffer";
    request.send();
    return new Uint8Array(request.response);
  };

  async function start() {
    const python = await loadPyodide({
      indexURL: "runtime:/",
      createPyodideModule: _createPyodideModule,
      lockFileContents: { info: INFO, packages: {} },
      env: { PYTHONHASHSEED: "0" }, // the same answer every time
      stdout() {},
      stderr() {},
    });
    for (const [path, text] of Object.entries(SOURCES)) {
      python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
      python.FS.writeFile(path, text);
    }
    const settle = python.pyimport("website.live.settle");
    python.runPython("import sys; from website.live.settle import Rest; sys.meta_path.append(Rest)");
    return settle.answer;
  }

  let answer;
  self.onmessage = async ({ data }) => {
    try {
      if (!answer) {
        given = data.files;
        answer = await start();
        postMessage({ ready: true });
      } else postMessage({ answer: answer(data.request) });
    } catch (error) {
      postMessage({ failed: String(error) });
    }
  };
}
