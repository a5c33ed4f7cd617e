package dev.trotline.chart;

import java.util.List;

/**
 * What a page of HTML shows, from top to bottom.
 *
 * @param subtitle one line below the title; may be empty
 */
public record Page(String title, String subtitle, List<Block> blocks) {

  public Page {
    blocks = List.copyOf(blocks);
  }

  /** A part of a page. */
  public sealed interface Block permits Heading, Note, Flags, Table, Plots {}

  /** Starts a section. */
  public record Heading(String text) implements Block {}

  /** A paragraph. */
  public record Note(String text) implements Block {}

  /** Warnings; a list without any is not shown. */
  public record Flags(List<String> texts) implements Block {
    public Flags {
      texts = List.copyOf(texts);
    }
  }

  /** A table; columns of numbers are aligned to the right. */
  public record Table(String caption, List<String> header, List<List<String>> rows)
      implements Block {
    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  /** Plots that belong together: a name has one colour in all of them, and one switch. */
  public record Plots(List<Plot> plots) implements Block {
    public Plots {
      plots = List.copyOf(plots);
    }
  }
}
