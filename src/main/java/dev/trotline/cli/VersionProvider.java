package dev.trotline.cli;

import picocli.CommandLine.IVersionProvider;

/** The version line; reads nothing but the jar's manifest, so that it is quick. */
final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {"trotline " + (version == null ? "development" : version)};
  }
}
