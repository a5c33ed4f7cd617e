package dev.trotline;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class SmokeTest {
  @Test
  void imports() {
    assertThat(new ClassFileImporter().importPackages("dev.trotline").size()).isPositive();
  }
}
