package dev.trotline.cli;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time of day such as 07:00, or a day with it such as 2026-11-23T07:00. */
final class UntilConverter implements ITypeConverter<Night.Until> {
  @Override
  public Night.Until convert(String text) {
    try {
      return text.contains("-")
          ? new Night.Until.Moment(LocalDateTime.parse(text.replace(' ', 'T')))
          : new Night.Until.TimeOfDay(LocalTime.parse(text));
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a time such as 07:00 or 2026-11-23T07:00");
    }
  }
}
