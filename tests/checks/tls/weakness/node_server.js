// A TLS server for any Node.js since 0.8: argv[2] is a PEM file with key and certificate; prints its port.
var fs = require('fs'), tls = require('tls');

var pem = fs.readFileSync(process.argv[2]);
var server = tls.createServer({ key: pem, cert: pem }, function (stream) { stream.on('error', function () {}); });
server.on('clientError', function () {});
server.listen(0, '127.0.0.1', function () { console.log(server.address().port); });
