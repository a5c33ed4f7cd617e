package dev.trotline.cli;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time of day such as 07:00. */
final class LocalTimeConverter implements ITypeConverter<LocalTime> {
  @Override
  public LocalTime convert(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException("'" + text + "' is not a time of day such as 07:00");
    }
  }
}
