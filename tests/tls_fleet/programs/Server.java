import java.io.BufferedReader;
import java.io.FileInputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * TLS servers on JSSE. args[0] names a file with a line a server, fields separated by tabs, lists by commas:
 * address, port, PKCS#12 files, protocols, suites, "server" or "client" for the order, ALPN names. "-" is an empty list.
 */
class Server {
    private static final char[] PASSWORD = "fleet".toCharArray();

    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (BufferedReader lines = Files.newBufferedReader(Path.of(args[0]))) {
            for (String line; (line = lines.readLine()) != null; ) {
                SSLServerSocket listener = listen(line.split("\t"));
                threads.execute(() -> accept(listener, threads));
            }
        }
    }

    private static String[] list(String field) {
        return field.equals("-") ? new String[0] : field.split(",");
    }

    private static SSLServerSocket listen(String[] fields) throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        all.load(null, null);
        for (String file : list(fields[2])) {
            KeyStore one = KeyStore.getInstance("PKCS12");
            try (FileInputStream content = new FileInputStream(file)) {
                one.load(content, PASSWORD);
            }
            for (String alias : Collections.list(one.aliases())) {
                if (one.isKeyEntry(alias)) {
                    all.setKeyEntry(file, one.getKey(alias, PASSWORD), PASSWORD, one.getCertificateChain(alias));
                }
            }
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("NewSunX509");
        keys.init(new javax.net.ssl.KeyStoreBuilderParameters(
            KeyStore.Builder.newInstance(all, new KeyStore.PasswordProtection(PASSWORD))));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLServerSocket listener = (SSLServerSocket) context.getServerSocketFactory()
            .createServerSocket(Integer.parseInt(fields[1]), 128, InetAddress.getByName(fields[0]));
        SSLParameters parameters = listener.getSSLParameters();
        parameters.setProtocols(list(fields[3]));
        parameters.setCipherSuites(list(fields[4]));
        parameters.setUseCipherSuitesOrder(fields[5].equals("server"));
        parameters.setApplicationProtocols(list(fields[6]));
        listener.setSSLParameters(parameters);
        return listener;
    }

    private static void accept(SSLServerSocket listener, ExecutorService threads) {
        while (true) {
            try {
                SSLSocket connection = (SSLSocket) listener.accept();
                threads.execute(() -> talk(connection));
            } catch (java.io.IOException refused) {
                return;
            }
        }
    }

    private static void talk(SSLSocket connection) {
        try (connection) {
            connection.setSoTimeout(10_000);
            connection.startHandshake();
            connection.getInputStream().read(new byte[1024]);
        } catch (java.io.IOException gone) {
            return;
        }
    }
}
