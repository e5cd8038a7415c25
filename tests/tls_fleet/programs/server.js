// TLS servers of one Node.js process: argv[2] is a JSON file, a list of {address, port, options}; files in options are named.
// Written for every Node.js since 0.8.
var fs = require('fs'), tls = require('tls'), constants = require('constants');

function read(path) { return fs.readFileSync(path); }

JSON.parse(read(process.argv[2]).toString()).forEach(function (server) {
  var options = server.options;
  options.secureOptions = (options.secureOptions || []).reduce(function (all, name) { return all | constants[name]; }, 0);
  ['key', 'cert'].forEach(function (name) {
    options[name] = options[name].length === 1 ? read(options[name][0]) : options[name].map(read);
  });
  if (options.dhparam) options.dhparam = read(options.dhparam);
  if (options.staple) options.staple = read(options.staple);
  var listener = tls.createServer(options, function (stream) {
    stream.on('error', function () {});
    stream.on('data', function () { stream.end('HTTP/1.0 200 OK\r\n\r\n'); });
  });
  if (options.staple) listener.on('OCSPRequest', function (certificate, issuer, done) { done(null, options.staple); });
  listener.on('clientError', function () {}).on('tlsClientError', function () {}).listen(server.port, server.address);
});
process.on('uncaughtException', function () {});
