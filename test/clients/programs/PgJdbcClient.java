import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** pgjdbc: TLS and a password, parameterised queries in text and in binary (forced from the first execution), fetch size. */
public class PgJdbcClient {
    public static void main(String[] args) throws Exception {
        String url = "jdbc:postgresql://" + args[0] + ":" + args[1] + "/brooder";
        String sql = args[2].replace("$1", "?");
        List<String> out = new ArrayList<>();
        for (String transfer : List.of("text", "binary")) {
            Properties login = login("postgres");
            // -1 prepares on the server at once, so that the driver asks for binary results.
            login.setProperty("prepareThreshold", transfer.equals("binary") ? "-1" : "0");
            login.setProperty("binaryTransfer", String.valueOf(transfer.equals("binary")));
            try (Connection connection = DriverManager.getConnection(url, login)) {
                out.add(quote("query_" + transfer) + ":" + rows(connection, sql));
                if (transfer.equals("text")) {
                    out.add(quote("fetched") + ":" + fetched(connection));
                    out.add(quote("sqlstate") + ":" + quote(failing(connection)));
                }
            }
        }
        try (Connection connection = DriverManager.getConnection(url, login("wrong"))) {
            out.add(quote("wrong_password") + ":" + quote("accepted"));
        } catch (SQLException refused) {
            out.add(quote("wrong_password") + ":" + quote(refused.getSQLState()));
        }
        System.out.println("{" + String.join(",", out) + "}");
    }

    private static Properties login(String password) {
        Properties login = new Properties();
        login.setProperty("user", "postgres");
        login.setProperty("password", password);
        login.setProperty("sslmode", "require");
        return login;
    }

    private static String rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int round = 0; round < 3; round++) {
                rows.clear();
                statement.setInt(1, 2000);
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        rows.add("[" + quote(result.getString(1)) + "," + result.getLong(2) + "," + result.getDouble(3) + "]");
                    }
                }
            }
        }
        return "[" + String.join(",", rows) + "]";
    }

    /** More rows than the fetch size, which arrive portal by portal inside a transaction. */
    private static long fetched(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        long rows = 0;
        try (PreparedStatement statement = connection.prepareStatement("select i, ? from range(25000) t(i)")) {
            statement.setFetchSize(1000);
            statement.setBigDecimal(1, new BigDecimal("1.50"));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) rows++;
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        return rows;
    }

    private static String failing(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement("select * from no_such_table")) {
            statement.executeQuery();
            return "none";
        } catch (SQLException expected) {
            return expected.getSQLState();
        }
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
