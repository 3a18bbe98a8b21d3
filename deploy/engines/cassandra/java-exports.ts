const exported = [
  ...["java.base/jdk.internal.misc", "java.base/java.lang.ref"],
  "java.management.rmi/com.sun.jmx.remote.internal.rmi",
  ...["java.rmi/sun.rmi.registry", "java.rmi/sun.rmi.server", "java.rmi/sun.rmi.transport.tcp"],
  ...["java.sql/java.sql", "jdk.unsupported/sun.misc"],
];

const opened = [
  ...["java.base/java.io", "java.base/java.lang", "java.base/java.lang.module"],
  ...["java.base/java.lang.reflect", "java.base/java.nio", "java.base/java.util"],
  ...["java.base/java.util.concurrent", "java.base/java.util.concurrent.atomic"],
  ...["java.base/jdk.internal.loader", "java.base/jdk.internal.math"],
  ...["java.base/jdk.internal.module", "java.base/jdk.internal.ref"],
  ...["java.base/jdk.internal.reflect", "java.base/jdk.internal.util.jar"],
  ...["java.base/sun.nio.ch", "java.rmi/sun.rmi.transport.tcp"],
  "jdk.management/com.sun.management.internal",
];

/** What Cassandra 5.0 reaches of Java 17's insides, from its `conf/jvm17-server.options`. */
export const javaExports: readonly string[] = [
  "-Djdk.attach.allowAttachSelf=true",
  ...exported.map((each) => `--add-exports=${each}=ALL-UNNAMED`),
  ...opened.map((each) => `--add-opens=${each}=ALL-UNNAMED`),
];
